import { addAttachments, listAttachments, listAttachmentsV2, putAttachments } from './attachments-api';
import { addLabels, listLabelsV2, readLabels } from './labels-api';
import {
  createPage,
  listPages,
  listSpaces,
  readOperations,
  readPage,
  readSpace,
  trashPage,
  updatePage,
} from './pages-api';
import { createProperty, listProperties, readProperty, updateProperty } from './properties-api';
import type { Route } from './route';

const SPACES = /^\/wiki\/api\/v2\/spaces$/;
const PAGES = /^\/wiki\/api\/v2\/pages$/;
const PAGE = /^\/wiki\/api\/v2\/pages\/(\d+)$/;
const PROPERTIES = /^\/wiki\/api\/v2\/pages\/(\d+)\/properties$/;
const PROPERTY = /^\/wiki\/api\/v2\/pages\/(\d+)\/properties\/(\d+)$/;
const LABELS = /^\/wiki\/rest\/api\/content\/(\d+)\/label$/;
const ATTACHMENTS = /^\/wiki\/rest\/api\/content\/(\d+)\/child\/attachment$/;

const READ = 'read:page:confluence';
const WRITE = 'write:page:confluence';
const SPACE = 'read:space:confluence';
/** Version 1 knows the older scopes, and neither set implies the other. */
const READ_V1 = 'read:confluence-content.all';
const LABEL_V1 = 'write:confluence-content';
const FILE_V1 = 'write:confluence-file';

/** Everything that the site answers. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: SPACES, scope: SPACE, act: listSpaces },
  { method: 'GET', path: /^\/wiki\/api\/v2\/spaces\/(\d+)$/, scope: SPACE, act: readSpace },
  { method: 'GET', path: /^\/wiki\/api\/v2\/spaces\/(\d+)\/operations$/, scope: SPACE, act: readOperations },
  { method: 'GET', path: PAGES, scope: READ, act: listPages },
  { method: 'POST', path: PAGES, scope: WRITE, act: createPage },
  { method: 'GET', path: PAGE, scope: READ, act: readPage },
  { method: 'PUT', path: PAGE, scope: WRITE, act: updatePage },
  { method: 'DELETE', path: PAGE, scope: WRITE, act: trashPage },
  { method: 'GET', path: PROPERTIES, scope: READ, act: listProperties },
  { method: 'POST', path: PROPERTIES, scope: WRITE, act: createProperty },
  { method: 'GET', path: PROPERTY, scope: READ, act: readProperty },
  { method: 'PUT', path: PROPERTY, scope: WRITE, act: updateProperty },
  { method: 'GET', path: /^\/wiki\/api\/v2\/pages\/(\d+)\/labels$/, scope: READ, act: listLabelsV2 },
  { method: 'GET', path: /^\/wiki\/api\/v2\/pages\/(\d+)\/attachments$/, scope: READ, act: listAttachmentsV2 },
  { method: 'GET', path: LABELS, scope: READ_V1, act: readLabels },
  { method: 'POST', path: LABELS, scope: LABEL_V1, act: addLabels },
  { method: 'GET', path: ATTACHMENTS, scope: READ_V1, act: listAttachments },
  { method: 'POST', path: ATTACHMENTS, scope: FILE_V1, act: addAttachments },
  { method: 'PUT', path: ATTACHMENTS, scope: FILE_V1, act: putAttachments },
];
