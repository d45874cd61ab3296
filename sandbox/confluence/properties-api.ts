import { json, type Answer } from '../http/exchange';
import { valueAt } from '../json';
import { refuseV2 } from './errors';
import { listAnswer } from './list-answer';
import { inputOf, pageOf } from './pages-api';
import type { Call } from './route';
import type { PageProperty } from './store';

/** Properties of a page, by `key` the one of that name. */
export function listProperties(call: Call): Answer {
  const key = call.exchange.query.get('key');
  const found = pageOf(call).properties.filter((property) => key === null || property.key === key);
  return listAnswer(call, found, (property) => property);
}

/** One property, by its id. */
export function readProperty(call: Call): Answer {
  return json(200, propertyOf(call));
}

/** 409 for a key that the page has already. */
export function createProperty(call: Call): Answer {
  const page = pageOf(call);
  const { key, value } = inputOf(call);
  if (typeof key !== 'string' || !/^[\w-]{1,255}$/.test(key)) throw refuseV2(400, "'key' is required");
  if (value === undefined) throw refuseV2(400, "'value' is required");
  if (page.properties.some((property) => property.key === key)) {
    throw refuseV2(409, `A property with key ${key} exists already`);
  }
  const property = { id: call.store.takeId(), key, value, version: call.store.version(1) };
  call.store.save({ ...page, properties: [...page.properties, property] });
  return json(200, property);
}

/** Replaces the value; 409 unless the version is the next one. */
export function updateProperty(call: Call): Answer {
  const page = pageOf(call);
  const old = propertyOf(call);
  const input = inputOf(call);
  if (input['key'] !== old.key) throw refuseV2(400, 'The key of a property cannot be changed');
  if (input['value'] === undefined) throw refuseV2(400, "'value' is required");
  const number = valueAt(input, 'version', 'number');
  if (number !== old.version.number + 1) {
    throw refuseV2(409, `Version must be incremented on update. Current version is: ${old.version.number}`);
  }
  const property = { ...old, value: input['value'], version: call.store.version(number) };
  call.store.save({ ...page, properties: page.properties.map((one) => (one.id === old.id ? property : one)) });
  return json(200, property);
}

function propertyOf(call: Call): PageProperty {
  const [, id = ''] = call.ids;
  const property = pageOf(call).properties.find((one) => one.id === id);
  if (property === undefined) throw refuseV2(404, `Cannot find property with id [${id}]`);
  return property;
}
