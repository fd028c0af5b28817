/** Colours and letters of the desk. Japanese needs a system font with kanji before the Latin defaults. */
import { Modal, createTheme } from '@mantine/core';

export const FONT = '"Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", Meiryo, system-ui, sans-serif';

export const theme = createTheme({
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: '700' },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  components: { Modal: Modal.extend({ styles: { title: { fontWeight: 700 } } }) },
});
