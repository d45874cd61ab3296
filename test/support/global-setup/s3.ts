import { ensureS3 } from '../run-servers';

export default ensureS3;
