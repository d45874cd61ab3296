export { tokenWatch } from './token-watch';
