import { stopServers } from './run-servers';

export default stopServers;
