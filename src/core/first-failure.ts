/**
 * The error of the first address, if Node has tried several. Node wraps their errors in one, which
 * has no message.
 */
export function firstFailure<T>(error: T): T {
  return (error as { errors?: readonly T[] } | null | undefined)?.errors?.[0] ?? error
}
