import { type FastifyReply } from 'fastify';

const KIND_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'unauthorised',
  404: 'notFound',
  413: 'tooLarge',
  429: 'rateLimited',
};

/** Sends an error in the form that all errors of the collector have. What failed inside is not told outside. */
export function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
  const kind = KIND_OF_STATUS[status] ?? (status < 500 ? 'badRequest' : 'internal');
  const text = status < 500 ? message : 'The collector failed; its log says why.';
  return reply.code(status).send({ error: { kind, message: text } });
}
