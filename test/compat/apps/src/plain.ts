// TypeScript that Node runs itself: types are stripped, nothing is compiled.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const answer = ({ url }: IncomingMessage, response: ServerResponse): void => {
  response.end(`hello ${url}`);
};
const server = createServer(answer);
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGINT', () => server.close(() => console.log('closed')));
