/** The microphone, in browsers that recognise speech. */

export interface Heard {
  readonly text: string;
  readonly confidence: number;
}

interface Recognition {
  lang: string;
  interimResults: boolean;
  maxAlternatives: number;
  onresult: ((event: { readonly results: readonly (readonly { readonly transcript: string; readonly confidence: number }[])[] }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  abort(): void;
}

type RecognitionMaker = new () => Recognition;

export function canDictate(): boolean {
  return maker() !== null;
}

/** Listens to one sentence; returns how to stop. `over` follows in any case. */
export function dictate(heard: (what: Heard) => void, over: () => void): () => void {
  const Maker = maker();
  if (!Maker) {
    over();
    return () => undefined;
  }
  const recognition = new Maker();
  recognition.lang = 'ja-JP';
  recognition.interimResults = false;
  recognition.maxAlternatives = 1;
  recognition.onresult = (event) => {
    const best = event.results[0]?.[0];
    if (best) heard({ text: best.transcript, confidence: best.confidence });
  };
  recognition.onend = over;
  recognition.start();
  return () => recognition.abort();
}

function maker(): RecognitionMaker | null {
  const here = globalThis as { webkitSpeechRecognition?: RecognitionMaker; SpeechRecognition?: RecognitionMaker };
  return here.SpeechRecognition ?? here.webkitSpeechRecognition ?? null;
}
