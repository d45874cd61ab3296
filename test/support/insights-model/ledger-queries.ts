/** Stands in for `WorkflowClient` of `@temporalio/client`, with which open ledgers are queried: see `LedgerServer`. */
export class LedgerQueries {
  constructor(private readonly options: { readonly connection: { readonly query: () => Promise<unknown> } }) {}

  getHandle() {
    return { query: this.options.connection.query };
  }
}
