import { ensureBundle } from '../run-servers';

export default ensureBundle;
