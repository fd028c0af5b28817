/** The custom element: a shadow root around the chat, so that neither page nor widget can restyle the other. */
import { render } from 'preact';
import { createSession } from './session';
import type { ChatSession } from './session';
import { browserSurroundings } from './surroundings';
import { Chat } from './view/Chat';
import styles from './widget.css?inline';

const DEFAULT_TITLE = 'チャットでお問い合わせ';

export class ToritsugiChat extends HTMLElement {
  private session: ChatSession | null = null;

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    applyStyles(root);
    const server = (this.dataset['server'] || location.origin).replace(/\/+$/, '');
    const surroundings = browserSurroundings(server);
    const session = createSession(surroundings);
    this.session = session;
    render(
      <Chat
        session={session}
        storage={surroundings.storage}
        server={server}
        title={this.dataset['title'] || DEFAULT_TITLE}
        host={this}
      />,
      root,
    );
  }

  disconnectedCallback(): void {
    this.session?.close();
    this.session = null;
    if (this.shadowRoot) render(null, this.shadowRoot);
  }

  open(): void {
    this.dispatchEvent(new Event('toritsugi-open'));
  }
}

function applyStyles(root: ShadowRoot): void {
  if ('adoptedStyleSheets' in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
  } else {
    const style = document.createElement('style');
    style.textContent = styles;
    (root as ShadowRoot).append(style);
  }
}
