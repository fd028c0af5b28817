/** The ear-piece: speaks with the browser's Japanese voice, plays music, or stays as silent as it is told to. */

/** `isQuick` skips what silence would last: people read faster than a voice speaks. */
export interface Manner {
  readonly hasSound: boolean;
  readonly isQuick: boolean;
}

export interface Speaker {
  readonly speak: (text: string, over: () => void) => void;
  readonly play: (url: string, over: () => void) => void;
  /** Speaks when nothing else is being spoken; nobody waits for it. */
  readonly add: (text: string) => void;
  readonly hush: () => void;
}

const READING_MS = 110;
const SLOWEST_SPEECH_MS = 450;
const GRACE_MS = 3_000;
const MUSIC_WITHOUT_SOUND_MS = 4_000;

export function hasJapaneseVoice(): boolean {
  return japaneseVoice() !== null;
}

export function openSpeaker(manner: () => Manner): Speaker {
  let stop = (): void => undefined;
  const begin = (over: () => void): (() => void) => {
    stop();
    let isOpen = true;
    const finish = (isHeard: boolean): void => {
      if (!isOpen) return;
      isOpen = false;
      stop = () => undefined;
      if (isHeard) over();
    };
    stop = () => finish(false);
    return () => finish(true);
  };
  const after = (milliseconds: number, finish: () => void): void => {
    const timer = setTimeout(finish, milliseconds);
    stop = both(stop, () => clearTimeout(timer));
  };

  const speak = (text: string, over: () => void): void => {
    const finish = begin(over);
    const voice = japaneseVoice();
    if (!manner().hasSound || !voice) {
      after(manner().isQuick ? 0 : 600 + text.length * READING_MS, finish);
      return;
    }
    // Some browsers never tell the end of an utterance; nor do they end a long one.
    after(GRACE_MS + text.length * SLOWEST_SPEECH_MS, finish);
    const sentences = text.match(/[^。！？]+[。！？]*/g) ?? [text];
    sentences.forEach((sentence, index) => {
      const spoken = utteranceOf(sentence, voice);
      if (index === sentences.length - 1) spoken.onend = spoken.onerror = finish;
      speechSynthesis.speak(spoken);
    });
  };

  const play = (url: string, over: () => void): void => {
    const finish = begin(over);
    const audio = new Audio(url);
    const fallBack = (): void => after(MUSIC_WITHOUT_SOUND_MS, finish);
    audio.muted = !manner().hasSound;
    audio.onended = finish;
    stop = both(stop, () => audio.pause());
    audio.play().catch(fallBack);
  };

  const add = (text: string): void => {
    const voice = japaneseVoice();
    if (manner().hasSound && voice) speechSynthesis.speak(utteranceOf(text, voice));
  };
  const hush = (): void => {
    stop();
    if (japaneseVoice()) speechSynthesis.cancel();
  };
  return { speak, play, add, hush };
}

function utteranceOf(text: string, voice: SpeechSynthesisVoice): SpeechSynthesisUtterance {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = 'ja-JP';
  utterance.voice = voice;
  return utterance;
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}

function japaneseVoice(): SpeechSynthesisVoice | null {
  if (typeof speechSynthesis === 'undefined') return null;
  return speechSynthesis.getVoices().find((voice) => voice.lang.replace('_', '-').toLowerCase().startsWith('ja')) ?? null;
}
