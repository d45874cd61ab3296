/** Something the person at the terminal has to put right. The message is written for them; print it without a stack. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
