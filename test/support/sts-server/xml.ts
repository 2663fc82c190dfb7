const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** Child elements by name. One that is undefined is omitted; a list has `member` elements. */
export interface XmlTree {
  [name: string]: string | number | XmlTree | readonly (XmlTree | string)[] | undefined
}

export function responseXml(
  operation: string,
  result: XmlTree,
  requestId: string,
  namespace?: string,
): string {
  return document(
    `${operation}Response`,
    {
      [`${operation}Result`]: result,
      ResponseMetadata: { RequestId: requestId },
    },
    namespace,
  )
}

export function errorXml(
  code: string,
  message: string,
  status: number,
  requestId: string,
  namespace?: string,
): string {
  const Type = status < 500 ? 'Sender' : 'Receiver'
  return document(
    'ErrorResponse',
    {
      Error: { Type, Code: code, Message: message },
      RequestId: requestId,
    },
    namespace,
  )
}

function document(root: string, tree: XmlTree, namespace = NAMESPACE): string {
  return `<${root} xmlns="${namespace}">\n${elements(tree, '  ')}</${root}>\n`
}

function elements(tree: XmlTree, indent: string): string {
  return Object.entries(tree)
    .map(([name, value]) => {
      if (value === undefined) return ''
      if (Array.isArray(value)) {
        const members = (value as (XmlTree | string)[]).map((member) =>
          elements({ member }, `${indent}  `),
        )
        return `${indent}<${name}>\n${members.join('')}${indent}</${name}>\n`
      }
      if (typeof value !== 'object') return `${indent}<${name}>${escape(String(value))}</${name}>\n`
      return `${indent}<${name}>\n${elements(value as XmlTree, `${indent}  `)}${indent}</${name}>\n`
    })
    .join('')
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
