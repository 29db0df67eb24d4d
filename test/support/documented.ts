/**
 * Holds answers against the document of the API: status, content type and body are as it says.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, object>> }>
  >;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** What an answer may be held against; `undefined` where nothing is wrong, else what is, in words. */
export type FaultOf = (
  method: string,
  path: string,
  answer: Response,
) => Promise<string | undefined>;

/** A check by this document. Addresses that it does not have are not its matter. */
export function heldAgainst(document: Document): FaultOf {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
  return async (method, path, answer) => {
    const template = templateOf(document, path.split('?')[0] ?? '');
    const operation = document.paths[template ?? '']?.[method.toLowerCase()];
    if (template === undefined || operation === undefined) return undefined;
    const status = String(answer.status);
    const documented = operation.responses[status];
    if (documented === undefined) return `${status} is not documented`;
    const type = answer.headers.get('content-type')?.split(';')[0];
    if (documented.content === undefined) return type === undefined ? undefined : `has a ${type}`;
    if (type === undefined || documented.content[type] === undefined) {
      return `${status} as ${type ?? 'nothing'} is not documented`;
    }
    if (!type.endsWith('json')) return undefined;
    const place = ['paths', template, method.toLowerCase(), 'responses', status, 'content', type];
    const pointer = [...place, 'schema'].map(escaped).join('/');
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `api#/${pointer}` });
    compiled.set(pointer, validate);
    if (validate(await answer.clone().json())) return undefined;
    return `${status} is not as documented: ${ajv.errorsText(validate.errors)}`;
  };
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The documented address that a path is of; one without parameters before one with. */
function templateOf({ paths }: Document, path: string): string | undefined {
  const fits = (template: string): boolean =>
    new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
  return Object.keys(paths)
    .filter(fits)
    .toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
}
