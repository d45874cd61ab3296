import { GraphQLError } from 'graphql';
import { json, type Answer } from '../http/exchange';

/** An id that the client chose is taken. `what` is Linear's word: `Issue`, `Comment`. */
export function conflict(what: string, id: string): GraphQLError {
  return userError(`conflict on insert of ${what}`, `Entity ${what} with id ${id} already exists.`, undefined);
}

/** Something that the input refers to does not exist. `what` is Linear's word: `Team`, `IssueLabel`, `User`. */
export function entityNotFound(what: string): GraphQLError {
  return userError(`Entity not found: ${what}`, `Could not find referenced ${what}.`, 'invalid input');
}

export function invalidInput(message: string): GraphQLError {
  return userError('Argument Validation Error', message, 'invalid input');
}

function userError(message: string, userPresentableMessage: string, type: string | undefined): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      ...(type === undefined ? {} : { type }),
      code: 'INPUT_ERROR',
      statusCode: 400,
      userError: true,
      userPresentableMessage,
    },
  });
}

export const isConflict = (message: string): boolean => message.startsWith('conflict on insert');

/** 401 of an unknown or missing API key. */
export function notAuthenticated(): Answer {
  return json(401, {
    errors: [
      {
        message: 'Authentication required, not authenticated',
        extensions: {
          type: 'authentication error',
          code: 'AUTHENTICATION_ERROR',
          statusCode: 401,
          userError: true,
          userPresentableMessage: 'You need to authenticate to access this operation.',
        },
      },
    ],
  });
}

/** 400 of an API key that was sent as if it were an OAuth token. */
export function keySentAsBearer(): Answer {
  return json(400, {
    errors: [
      {
        message:
          "It looks like you're trying to use an API key as a Bearer token. Remove the Bearer prefix from the Authorization header.",
        extensions: { type: 'authentication error', code: 'AUTHENTICATION_ERROR', statusCode: 400, userError: true },
      },
    ],
  });
}

/** 400 of a body that is no GraphQL request, or of a document that the schema does not allow. */
export function badDocument(errors: readonly { readonly message: string }[]): Answer {
  return json(400, {
    errors: errors.map(({ message }) => ({
      message,
      extensions: { type: 'graphql error', code: 'GRAPHQL_VALIDATION_FAILED', statusCode: 400, userError: true },
    })),
  });
}
