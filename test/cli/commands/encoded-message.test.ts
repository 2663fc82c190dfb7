import { expect, test } from 'vitest'
import { findEncodedMessage } from '../../../src/cli/commands/decode/encoded-message.js'

const MESSAGE = `${'4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcDEF_012'.repeat(8)}x9`
const AWS =
  'An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation.'

const wrapped = (MESSAGE.match(/.{1,80}/g) ?? []).join('\n')
const framed = wrapped.replace(/^/gm, '│ ')

test.each([
  ['alone', MESSAGE],
  ['alone, in lines', `${wrapped}\n`],
  ['in an error of the AWS CLI', `${AWS} Encoded authorization failure message: ${MESSAGE}`],
  [
    'in an error of Terraform, with more behind it',
    `│ Error: creating EC2 Instance: ${AWS} Encoded authorization failure message: ${MESSAGE}\n│ \tstatus code: 403, request id: 1234\n│ \n╵\n`,
  ],
  [
    'broken into lines in a frame',
    `│ Error: ${AWS} Encoded authorization failure message:\n${framed}\n│\n│   with aws_instance.x,\n`,
  ],
  ['at the end of a sentence', `Encoded authorization failure message: ${MESSAGE}. Try again.`],
  ['in quotes, with an end of line of Windows', `"Encoded authorization message: ${MESSAGE}"\r\n`],
  [
    'without the words before it',
    `denied [${MESSAGE}] (request 3f2504e0-4f89-11d3-9a0c-0305e82c3301)`,
  ],
])('finds the message %s', (_, text) => {
  expect(findEncodedMessage(text)).toBe(MESSAGE)
})

test.each(['', 'AccessDenied', `${AWS}`, 'Encoded authorization failure message: '])(
  'finds none in %j',
  (text) => {
    expect(findEncodedMessage(text)).toBeUndefined()
  },
)
