/** A part of the JSON Schema of the language. */
export interface Schema {
  readonly title?: string;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
  /** In a list where editors shall not offer a value of their own making, such as 0, for it. */
  readonly type?: string | readonly [string];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly maxProperties?: number;
}

export function typeOf({ type }: Schema): string | undefined {
  return typeof type === 'string' ? type : type?.[0];
}
