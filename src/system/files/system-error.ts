/** Whether it was the operating system that refused: a full disk, a permission. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

/** Whether an error is one of these of the file system: `ENOENT`. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EFBIG: 'it is larger than 64 MiB',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  ETIMEDOUT: 'nobody writes to this pipe',
}

/** @returns why the file system refused, in a person's words */
export function reason(error: unknown): string {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException
  return REASONS[code] ?? code
}
