import type { RequestHandler } from 'express';
import type { Secret } from '../config/secret';
import { sameText, singleHeader } from './verify/delivery';

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** Lets through who knows the key; everybody else learns nothing. */
export function requireBearerKey(key: Secret): RequestHandler {
  const wanted = key.reveal();
  return (request, response, next) => {
    const given = BEARER.exec(singleHeader(request.headersDistinct, 'authorization') ?? '')?.[1];
    if (given !== undefined && sameText(given, wanted)) next();
    else response.status(401).set('WWW-Authenticate', 'Bearer').end();
  };
}
