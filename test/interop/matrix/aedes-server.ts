/** aedes in a process of its own: `aedes-server.js <major> <port>`. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { Aedes as AedesNext } from 'aedes-mqtt5';

const [, , major, port] = process.argv;
const broker = major === '1' ? await Aedes.createBroker() : await AedesNext.createBroker();
createServer((socket) => {
  broker.handle(socket);
}).listen(Number(port), '127.0.0.1');
