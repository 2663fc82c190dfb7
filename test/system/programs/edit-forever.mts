/** Replaces one text at argv[2] by the other and back until it is killed; says so after the first time. argv[3] is the state. */
import { editFile } from '../../../src/system/files/edit-file.js'

const [file = '', state = ''] = process.argv.slice(2)
const host = { paths: { state } } as Parameters<typeof editFile>[1]
const [one, two] = ['a\n'.repeat(200_000), 'b\n'.repeat(150_000)]
for (;;) {
  await editFile(file, host, (text) => (text === one ? two : one))
  process.stdout.write('.')
}
