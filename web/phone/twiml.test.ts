import { describe, expect, it } from 'vitest';
import { readTwiml } from './twiml';
import { MalformedXmlError } from './xml';

const BASE = 'http://127.0.0.1:8000/twilio/voice?step=1';
const read = (inside: string) => readTwiml(`<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`, BASE);

describe('a document', () => {
  it('is read in order, with its characters decoded and its SSML spoken as words', () => {
    const verbs = read('<Say language="ja-JP">「A&amp;B」<prosody rate="90%">の&#x78BA;認<break time="1s"/>です。</prosody></Say><Pause/><Hangup/>');
    expect(verbs).toEqual([{ verb: 'say', text: '「A&B」の確認です。' }, { verb: 'pause', seconds: 1 }, { verb: 'hangup' }]);
  });

  it('gives a Gather its defaults', () => {
    expect(read('<Gather/>')).toEqual([
      {
        verb: 'gather',
        action: BASE,
        hearsSpeech: false,
        hearsKeys: true,
        numDigits: null,
        finishOnKey: '#',
        timeout: 5,
        bargeIn: true,
        actionOnEmptyResult: false,
        prompts: [],
      },
    ]);
  });

  it('reads what a Gather says and where it answers', () => {
    const [gather] = read(
      '<Gather input="speech dtmf" action="/twilio/voice/hear?step=2&amp;a=b" timeout="7" numDigits="4" finishOnKey="" bargeIn="false" actionOnEmptyResult="true"><Say>番号を。</Say><Pause length="2"/></Gather>',
    );
    expect(gather).toMatchObject({
      action: 'http://127.0.0.1:8000/twilio/voice/hear?step=2&a=b',
      hearsSpeech: true,
      numDigits: 4,
      finishOnKey: '',
      timeout: 7,
      bargeIn: false,
      actionOnEmptyResult: true,
      prompts: [
        { verb: 'say', text: '番号を。' },
        { verb: 'pause', seconds: 2 },
      ],
    });
  });

  it('reads a dialled agent with the transcription before it', () => {
    const verbs = read(
      '<Start><Transcription statusCallbackUrl="/twilio/voice/transcription" languageCode="ja-JP"/></Start><Dial action="/twilio/voice/dialled"><Client>agent-1</Client></Dial>',
    );
    expect(verbs).toEqual([
      { verb: 'transcribe', url: 'http://127.0.0.1:8000/twilio/voice/transcription' },
      { verb: 'dial', action: 'http://127.0.0.1:8000/twilio/voice/dialled', callee: 'agent-1', statusUrl: null, recordingUrl: null },
    ]);
  });

  it('names a verb it does not know', () => {
    expect(read('<Enqueue>w</Enqueue>')).toEqual([{ verb: 'other', name: 'Enqueue' }]);
  });

  it.each([
    ['nothing', ''],
    ['words', 'こんにちは'],
    ['another root', '<Reply/>'],
    ['an element left open', '<Response><Say>あ</Response>'],
    ['an element closed twice', '<Response></Response></Response>'],
    ['two roots', '<Response/><Response/>'],
    ['a bare ampersand', '<Response><Say>A&B</Say></Response>'],
    ['an unknown entity', '<Response><Say>&nbsp;</Say></Response>'],
    ['an attribute without quotes', '<Response><Pause length=1/></Response>'],
  ])('is refused when it is %s', (_, source) => {
    expect(() => readTwiml(source, BASE)).toThrow(MalformedXmlError);
  });
});
