import { describe, expect, it } from 'vitest';
import { step } from './call';
import { canSpeak, placedCall } from './callState';
import type { Call, CallEvent, Effect } from './callState';

const URL_OF = (path: string): string => `http://127.0.0.1:8000/twilio/voice/${path}`;
const GATHER = 'input="speech dtmf" action="hear" timeout="6"';

/** A telephone that is told what happens and remembers what it was asked to do. */
class Phone {
  call: Call = placedCall('CA00000000000000000000000000000001');
  effects: readonly Effect[] = [];
  at = 0;

  happens(event: CallEvent): this {
    const next = step(this.call, event, this.at);
    this.call = next.call;
    this.effects = next.effects;
    return this;
  }

  hears(inside: string, status = 200): this {
    return this.happens({ kind: 'answered', mark: this.call.mark, status, twiml: `<Response>${inside}</Response>`, url: URL_OF('here') });
  }

  promptsEnd(times = 1): this {
    for (let time = 0; time < times; time += 1) this.happens({ kind: 'prompt-over', mark: this.call.mark });
    return this;
  }

  presses(keys: string): this {
    for (const key of keys) this.happens({ kind: 'key', key });
    return this;
  }

  says(text: string, confidence = 0.9): this {
    return this.happens({ kind: 'speech', text, confidence });
  }

  timePasses(): this {
    return this.happens({ kind: 'time-over', mark: this.call.mark });
  }

  get fetched(): unknown {
    const found = this.effects.find((effect) => effect.kind === 'fetch');
    return found && { path: found.url.replace(URL_OF(''), ''), params: found.params };
  }

  get words(): readonly string[] {
    return this.call.lines.map((line) => line.text);
  }
}

const ringing = (): Phone => new Phone();

describe('what is said', () => {
  it('is performed in order, one after the other, and the end of the document ends the call', () => {
    const phone = ringing().hears('<Say>あ。</Say><Say>い。</Say>');
    expect(phone.effects).toEqual([{ kind: 'prompt', prompt: { verb: 'say', text: 'あ。' }, mark: phone.call.mark }]);
    phone.promptsEnd();
    expect(phone.words).toEqual(['あ。', 'い。']);
    phone.promptsEnd();
    expect(phone.call.activity).toEqual({ kind: 'ended', by: 'service' });
    expect(phone.effects).toEqual([{ kind: 'hang-up' }]);
  });

  it('is not heard twice when an end comes late', () => {
    const phone = ringing().hears('<Say>あ。</Say><Say>い。</Say>');
    const early = phone.call.mark;
    phone.promptsEnd().happens({ kind: 'prompt-over', mark: early });
    expect(phone.call.activity).toMatchObject({ kind: 'prompting', prompt: { text: 'い。' } });
  });

  it('goes on by itself after a pause', () => {
    expect(ringing().hears('<Say>確認します。</Say><Pause/><Redirect>poll?n=2</Redirect>').promptsEnd(2).fetched).toEqual({ path: 'poll?n=2', params: {} });
  });
});

describe('speech', () => {
  it('answers the question with its confidence', () => {
    const phone = ringing().hears(`<Gather ${GATHER}><Say>ご用件は。</Say></Gather>`).promptsEnd().says('住所を変更したいです', 0.4);
    expect(phone.fetched).toEqual({ path: 'hear', params: { SpeechResult: '住所を変更したいです', Confidence: '0.4' } });
    expect(phone.words).toEqual(['ご用件は。', '住所を変更したいです']);
  });

  it('interrupts where it may', () => {
    const phone = ringing().hears(`<Gather ${GATHER}><Say>長い説明。</Say></Gather>`).says('住所変更');
    expect(phone.effects[0]).toEqual({ kind: 'hush' });
    expect(phone.fetched).toMatchObject({ path: 'hear' });
  });

  it('waits for the end of the words where it may not', () => {
    const phone = ringing().hears(`<Gather ${GATHER} bargeIn="false"><Say>録音しています。</Say></Gather>`).says('住所変更');
    expect(phone.effects).toEqual([]);
    expect(phone.promptsEnd().fetched).toMatchObject({ params: { SpeechResult: '住所変更' } });
  });

  it('is not taken where only keys are', () => {
    const phone = ringing().hears('<Gather numDigits="1"/>').says('はい');
    expect(phone.effects).toEqual([]);
    expect(phone.words.at(-1)).toContain('ボタンで入力');
  });

  it('reaches nobody while the answer is fetched', () => {
    const phone = ringing().hears(`<Gather ${GATHER}/>`).says('はい');
    expect(canSpeak(phone.call)).toBe(false);
    expect(phone.says('いいえ').effects).toEqual([]);
  });
});

describe('keys', () => {
  it('are sent at the last of the digits asked for', () => {
    const phone = ringing().hears('<Gather action="hear" numDigits="3"/>').presses('12');
    expect(phone.fetched).toBeUndefined();
    expect(phone.presses('3').fetched).toEqual({ path: 'hear', params: { Digits: '123' } });
  });

  it('are sent by the finish key, which is not one of them', () => {
    expect(ringing().hears('<Gather action="hear"/>').presses('15#').fetched).toEqual({ path: 'hear', params: { Digits: '15' } });
  });

  it('may all be digits where no key finishes', () => {
    expect(ringing().hears('<Gather action="hear" finishOnKey="" numDigits="2"/>').presses('1#').fetched).toEqual({ path: 'hear', params: { Digits: '1#' } });
  });

  it('stop the words and replace the wait for an answer by the wait between digits', () => {
    const phone = ringing().hears(`<Gather ${GATHER}><Say>番号を。</Say></Gather>`);
    const earlier = phone.promptsEnd().call.mark;
    expect(phone.effects).toEqual([{ kind: 'await', seconds: 6, isSilence: true, mark: earlier }]);
    phone.presses('1');
    expect(phone.effects).toEqual([{ kind: 'hush' }, { kind: 'await', seconds: 6, isSilence: false, mark: phone.call.mark }]);
    expect(phone.happens({ kind: 'time-over', mark: earlier }).effects).toEqual([]);
    expect(phone.presses('2').timePasses().fetched).toEqual({ path: 'hear', params: { Digits: '12' } });
  });

  it('mean nothing outside a question', () => {
    expect(ringing().hears('<Say>あ。</Say>').presses('5').effects).toEqual([]);
  });
});

describe('silence', () => {
  it('falls through to what follows', () => {
    const phone = ringing().hears(`<Gather ${GATHER}/><Say>聞こえませんでした。</Say>`).timePasses();
    expect(phone.words).toEqual(['聞こえませんでした。']);
  });

  it('is told where it was asked for', () => {
    expect(ringing().hears(`<Gather ${GATHER} actionOnEmptyResult="true"/>`).timePasses().fetched).toEqual({ path: 'hear', params: { Digits: '' } });
  });

  it('can be kept on purpose, also over the words', () => {
    const phone = ringing().hears(`<Gather ${GATHER} actionOnEmptyResult="true"><Say>ご用件は。</Say></Gather>`).happens({ kind: 'silence' });
    expect(phone.fetched).toMatchObject({ path: 'hear' });
  });

  it('is no question while music plays', () => {
    const phone = ringing().hears('<Gather timeout="10"><Play>/twilio/music</Play></Gather><Redirect>wait</Redirect>').promptsEnd();
    expect(phone.effects).toMatchObject([{ kind: 'await', isSilence: false }]);
    expect(phone.timePasses().fetched).toMatchObject({ path: 'wait' });
  });
});

describe('an agent', () => {
  const DIAL = '<Start><Transcription statusCallbackUrl="transcription"/></Start><Dial action="dialled"><Client statusCallback="status">agent-1</Client></Dial>';
  const talking = (): Phone => {
    const phone = ringing().hears(DIAL);
    return phone.happens({ kind: 'picked-up', mark: phone.call.mark });
  };

  it('is rung, picks up, and each leg is told', () => {
    const phone = ringing().hears(DIAL);
    expect(phone.effects).toMatchObject([{ kind: 'ring' }, { kind: 'notify', url: URL_OF('status'), params: { CallStatus: 'ringing' } }]);
    phone.happens({ kind: 'picked-up', mark: phone.call.mark });
    expect(phone.effects).toMatchObject([{ kind: 'notify', params: { CallStatus: 'in-progress' } }]);
    expect(phone.call.activity.kind).toBe('talking');
  });

  it('hears what is said as a transcript', () => {
    expect(talking().says('もしもし').effects).toEqual([{ kind: 'transcribe', url: URL_OF('transcription'), text: 'もしもし' }]);
  });

  it('is shown and spoken', () => {
    const phone = talking().happens({ kind: 'agent-said', name: '佐藤', text: 'お待たせしました。' });
    expect(phone.call.lines.at(-1)).toEqual({ who: 'agent', name: '佐藤', text: 'お待たせしました。' });
    expect(phone.effects).toEqual([{ kind: 'utter', text: 'お待たせしました。' }]);
  });

  it('hangs up: the action is fetched with the length of the talk', () => {
    const phone = talking();
    phone.at = 12_400;
    phone.happens({ kind: 'dial-over', status: 'completed' });
    expect(phone.fetched).toMatchObject({ path: 'dialled', params: { DialCallStatus: 'completed', DialCallDuration: '12' } });
  });

  it('is recorded until the talk is over, whoever ends it', () => {
    const recorded = DIAL.replace('<Dial', '<Dial record="record-from-answer-dual" recordingStatusCallback="recording"');
    const phone = ringing().hears(recorded);
    phone.happens({ kind: 'picked-up', mark: phone.call.mark });
    phone.at = 3_000;
    phone.happens({ kind: 'hung-up', by: 'caller' });
    const params = { RecordingStatus: 'completed', RecordingDuration: '3' };
    expect(phone.effects[0]).toMatchObject({ kind: 'notify', url: URL_OF('recording'), params });
  });

  it('does not pick up', () => {
    expect(ringing().hears(DIAL).happens({ kind: 'dial-over', status: 'no-answer' }).fetched).toMatchObject({ params: { DialCallStatus: 'no-answer', DialCallDuration: '0' } });
  });
});

describe('a redirection by the service', () => {
  it('breaks off what the call does and drops the answer on its way', () => {
    const phone = ringing().hears(`<Gather ${GATHER}><Say>あ。</Say></Gather>`).says('はい');
    const late = phone.call.mark;
    phone.happens({ kind: 'redirected', url: URL_OF('queue') });
    expect(phone.effects).toMatchObject([{ kind: 'hush' }, { kind: 'fetch', url: URL_OF('queue') }]);
    expect(phone.happens({ kind: 'answered', mark: late, status: 200, twiml: '<Response/>', url: URL_OF('hear') }).call.activity.kind).toBe('fetching');
  });
});

describe('voicemail', () => {
  const RECORD = '<Record action="message" finishOnKey="#" maxLength="60" recordingStatusCallback="recording"/>';

  it('records until the finish key', () => {
    const phone = ringing().hears(RECORD).says('折り返しください').presses('1#');
    expect(phone.fetched).toMatchObject({ path: 'message', params: { RecordingDuration: '1', Digits: '#' } });
    expect(phone.effects[0]).toMatchObject({ kind: 'notify', url: URL_OF('recording'), params: { RecordingStatus: 'completed' } });
  });

  it('is kept when the caller hangs up', () => {
    const phone = ringing().hears(RECORD).says('折り返しください').happens({ kind: 'hung-up', by: 'caller' });
    const kinds = phone.effects.map((effect) => effect.kind);
    expect(kinds).toEqual(['notify', 'notify', 'hush', 'hang-up']);
    expect(phone.effects[1]).toMatchObject({ url: URL_OF('message'), params: { Digits: 'hangup' } });
  });

  it('without words is no message', () => {
    expect(ringing().hears(`${RECORD}<Say>失礼します。</Say>`).timePasses().words.at(-1)).toBe('失礼します。');
  });
});

describe('the end', () => {
  it.each([
    ['caller', 'caller'],
    ['agent', 'service'],
  ] as const)('by the %s stops the words', (by, shown) => {
    const phone = ringing().hears('<Say>長い説明。</Say>').happens({ kind: 'hung-up', by });
    expect(phone.effects[0]).toEqual({ kind: 'hush' });
    expect(phone.call.activity).toEqual({ kind: 'ended', by: shown });
  });

  it('is the agent’s when they had the call', () => {
    const phone = ringing().hears('<Dial><Client>agent-1</Client></Dial>').happens({ kind: 'hung-up', by: 'agent' });
    expect(phone.effects).toEqual([{ kind: 'hush' }]);
    expect(phone.call.activity).toEqual({ kind: 'ended', by: 'agent' });
  });

  it('is final', () => {
    const phone = ringing().hears('<Hangup/>');
    expect(phone.says('もしもし').presses('1').happens({ kind: 'redirected', url: URL_OF('queue') }).effects).toEqual([]);
  });

  it.each([
    ['a refusal', 403, '<Hangup/>'],
    ['no answer', 0, ''],
    ['broken XML', 200, '<Say>'],
  ])('comes of %s, and the reader is told', (_, status, inside) => {
    const phone = ringing().hears(inside, status);
    expect(phone.call.activity).toEqual({ kind: 'ended', by: 'fault' });
    expect(phone.call.lines.at(-1)?.who).toBe('note');
  });
});
