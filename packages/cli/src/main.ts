/** Entry point; filled in by the command-line package. */
export async function main(_argv: readonly string[]): Promise<number> {
  return 2;
}
