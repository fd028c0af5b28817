/** Catches what a page throws while it is drawn, so that the rest of the desk stays usable. */
import { Component } from 'react';
import type { ReactNode } from 'react';
import { ErrorNote } from '../ui/State';

const BROKEN = '画面を表示できませんでした。もう一度お試しください。続くときは、再読み込みしてください。';

interface Props {
  readonly children: ReactNode;
}

export class PageBoundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return <ErrorNote message={BROKEN} onAgain={() => this.setState({ isBroken: false })} />;
  }
}
