/**
 * Entry of widget.js: defines `<toritsugi-chat>` and, unless the page already holds one, adds it.
 *
 *   <script src="/widget.js" defer data-title="お問い合わせ" data-server="https://chat.example"></script>
 *
 * Any element of the host page with `data-toritsugi-open` opens the chat when clicked.
 */
import { ToritsugiChat } from './element';

const TAG = 'toritsugi-chat';
const script = document.currentScript;

function mount(): void {
  if (document.querySelector(TAG) === null) {
    const chat = document.createElement(TAG);
    const source = script instanceof HTMLScriptElement ? script : null;
    chat.dataset['server'] = source?.dataset['server'] || new URL(source?.src || location.href).origin;
    if (source?.dataset['title']) chat.dataset['title'] = source.dataset['title'];
    document.body.append(chat);
  }
  document.addEventListener('click', (event) => {
    const opener = event.target instanceof Element ? event.target.closest('[data-toritsugi-open]') : null;
    if (opener === null) return;
    event.preventDefault();
    document.querySelector<ToritsugiChat>(TAG)?.open();
  });
}

if (customElements.get(TAG) === undefined) {
  customElements.define(TAG, ToritsugiChat);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', mount);
  else mount();
}
