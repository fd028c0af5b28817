/** The custom element: a shadow root around the chat, so that neither page nor widget can restyle the other. */
import { render } from 'preact';
import { createSession } from './session';
import type { ChatSession } from './session';
import type { Guest } from './storage';
import { browserSurroundings } from './surroundings';
import { Chat } from './view/Chat';
import styles from './widget.css?inline';

const DEFAULT_TITLE = 'チャットでお問い合わせ';

export class ToritsugiChat extends HTMLElement {
  /** Set by a page before it adds the element: the chat then opens for this guest and fills the element's box. */
  guest: Guest | null = null;
  private session: ChatSession | null = null;

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    applyStyles(root);
    const server = (this.dataset['server'] || location.origin).replace(/\/+$/, '');
    const surroundings = browserSurroundings(server, this.guest);
    const session = createSession(surroundings);
    this.session = session;
    this.toggleAttribute('data-page', this.guest !== null);
    render(
      <Chat
        session={session}
        storage={surroundings.storage}
        server={server}
        title={this.dataset['title'] || DEFAULT_TITLE}
        host={this}
        isPage={this.guest !== null}
      />,
      root,
    );
  }

  disconnectedCallback(): void {
    this.session?.close();
    this.session = null;
    if (this.shadowRoot) render(null, this.shadowRoot);
  }

  /** Only within a click: browsers open no file picker otherwise. */
  chooseFiles(): void {
    this.shadowRoot?.querySelector<HTMLInputElement>('input[type=file]')?.click();
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
