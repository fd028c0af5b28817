/** The virtual telephone of the demonstration: calls and text messages with the service, in the browser. */
import { render } from 'preact';
import { PhonePage } from './view/PhonePage';

const place = document.getElementById('phone');
if (place) render(<PhonePage />, place);
