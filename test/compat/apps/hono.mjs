import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';

const books = new Hono();
books.get('/:isbn', (context) => context.json({ isbn: context.req.param('isbn') }));
const app = new Hono();
app.route('/books', books);
app.post('/echo', async (context) => context.text(await context.req.text()));
app.get('/stream', (context) =>
  stream(context, async (out) => {
    for (const part of ['a', 'b', 'c']) await out.write(part);
  }),
);
app.get('/broken', () => {
  throw new Error('broken');
});
app.onError((error, context) => context.text(error.message, 500));
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
