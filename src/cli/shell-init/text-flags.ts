/** What makes `use` answer with text for a person instead of lines for the shell. */
export const TEXT_FLAGS = ['-h', '--help', '-v', '--version'] as const
