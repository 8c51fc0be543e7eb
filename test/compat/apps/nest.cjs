// NestJS without a compiler: what TypeScript makes of decorators is a call.
require('reflect-metadata');
const { Controller, Get, Module, NotFoundException, Param, Post, Body } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');

class Cats {
  one(id) {
    if (id === '0') throw new NotFoundException('no such cat');
    return { id };
  }
  make(body) {
    return body;
  }
}
const method = (name, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(Cats.prototype, name);
  for (const decorate of decorators) decorate(Cats.prototype, name, descriptor);
};
method('one', Get(':id'));
Param('id')(Cats.prototype, 'one', 0);
method('make', Post());
Body()(Cats.prototype, 'make', 0);
Controller('cats')(Cats);
class App {}
Module({ controllers: [Cats] })(App);

async function main() {
  const adapters = {
    express: () => new (require('@nestjs/platform-express').ExpressAdapter)(),
    fastify: () => new (require('@nestjs/platform-fastify').FastifyAdapter)(),
  };
  const app = await NestFactory.create(App, adapters[process.argv[2]](), { logger: ['error'] });
  app.setGlobalPrefix('api');
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}
main();
