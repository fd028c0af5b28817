export { AccessLogPage } from './AccessLogPage';
