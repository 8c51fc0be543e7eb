// Express in TypeScript: run by tsx, and bundled by esbuild into one CommonJS file.
import express, { type Request, type Response } from 'express';

const orders = express.Router();
orders.get('/:order/lines/:line', (request: Request, response: Response) => {
  response.json(request.params);
});
const app = express();
app.use(express.json());
app.use('/orders', orders);
app.post('/orders', (request: Request, response: Response) => {
  response.status(201).json(request.body);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
