/** True if the operating system refused: a full disk, a missing permission. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

/** True if the error has one of these codes of the operating system, such as `ENOENT`. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EFBIG: 'it is too large',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  ETIMEDOUT: 'nothing was written to this pipe',
}

/** An error for a file that is larger than its reader accepts; {@link reason} names the limit. */
export function tooLargeError(maxBytes: number): Error {
  return Object.assign(new Error('EFBIG'), { code: 'EFBIG', maxBytes })
}

/** Explains why a file operation failed. @returns the code of an error that has no explanation */
export function reason(error: unknown): string {
  const { code = 'unknown error', maxBytes } = error as NodeJS.ErrnoException & {
    maxBytes?: number
  }
  if (maxBytes !== undefined) return `it is larger than ${binarySize(maxBytes)}`
  return REASONS[code] ?? code
}

/** @returns the size in KiB or MiB, such as `64 MiB` */
function binarySize(bytes: number): string {
  const kibibytes = bytes / 1024
  return kibibytes < 1024 ? `${kibibytes} KiB` : `${kibibytes / 1024} MiB`
}
