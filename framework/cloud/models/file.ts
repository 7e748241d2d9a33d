/** One member in a model file; README.md says what each key means. */
export interface MemberFile {
  s: string;
  l?: 'h' | 'H' | 'q' | 'u' | 'c';
  n?: string;
  tf?: TimestampFormat;
  ns?: [uri: string, prefix?: string];
  fl?: 1;
  xa?: 1;
  st?: 1;
  ep?: 1;
  eh?: 1;
  jv?: 1;
  hl?: 1;
}

export type TimestampFormat = 'iso8601' | 'rfc822' | 'unixTimestamp';

/** One shape in a model file; README.md says what each key means. */
export interface ShapeFile {
  t: 'S' | 'L' | 'M' | 's' | 'i' | 'l' | 'f' | 'd' | 'b' | 't' | 'B';
  m?: Record<string, string | MemberFile>;
  r?: string[];
  e?: string | MemberFile;
  k?: string | MemberFile;
  v?: string | MemberFile;
  n?: string;
  pl?: string;
  mn?: number;
  mx?: number;
  p?: string;
  en?: string[];
  tf?: TimestampFormat;
  ns?: [uri: string, prefix?: string];
  ec?: string;
  hs?: number;
  sf?: 1;
  fa?: 1;
  x?: 1;
  fl?: 1;
  se?: 1;
  st?: 1;
  es?: 1;
  ev?: 1;
  un?: 1;
  do?: 1;
}

/** One operation in a model file; README.md says what each key means. */
export interface OperationFile {
  h?: [method: string, uri: string, status?: number];
  i?: string;
  o?: string;
  w?: string;
  e?: string[];
  hp?: string;
  un?: 1;
  tp?: string;
}

/** What a model file says about the service as a whole; the names are botocore's. */
export interface Metadata {
  apiVersion: string;
  protocols: string[];
  targetPrefix?: string;
  jsonVersion?: string;
  xmlNamespace?: string;
  endpointPrefix: string;
  signingName: string;
  serviceId: string;
  queryCompatible?: true;
}

/** A whole model file, as `extract.py` writes it. */
export interface ModelFile {
  service: string;
  source: string;
  metadata: Metadata;
  operations: Record<string, OperationFile>;
  shapes: Record<string, ShapeFile>;
}
