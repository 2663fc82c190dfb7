/**
 * Alternates the file argv[2] between two texts until it is killed. argv[3] is the state folder.
 */
import { editFile } from '../../../src/system/files/aws/edit-file.js'

const [file = '', state = ''] = process.argv.slice(2)
const host = { paths: { state } } as Parameters<typeof editFile>[1]
const [one, two] = ['a\n'.repeat(200_000), 'b\n'.repeat(150_000)]
for (;;) {
  await editFile(file, host, (text) => (text === one ? two : one))
  process.stdout.write('.')
}
