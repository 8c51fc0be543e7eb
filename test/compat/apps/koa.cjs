const Koa = require('koa');
const { Router } = require('@koa/router');

const items = new Router({ prefix: '/items' });
items.get('/:id', (context) => {
  context.body = { id: context.params.id };
});
items.del('/:id', (context) => {
  context.status = 204;
});
const app = new Koa({ env: 'test' });
app.silent = true;
app.use(async (context, next) => {
  await next();
  context.set('x-answered', 'yes');
});
app.use(items.routes()).use(items.allowedMethods());
app.use((context) => {
  if (context.path === '/broken') context.throw(500, 'broken');
});
app.listen(Number(process.env.PORT), '127.0.0.1');
