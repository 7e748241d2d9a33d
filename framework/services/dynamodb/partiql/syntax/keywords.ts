/**
 * Words that a PartiQL statement does not take as a bare name: those of SQL-92, but for the parts of a date, and those
 * that PartiQL adds. Lower case, any case is refused.
 */
const WORDS = `
  absolute action add all allocate alter and any are as asc assertion at authorization avg bag begin between bit
  bit_length blob bool boolean both by cascade cascaded case cast catalog char char_length character character_length
  check clob close coalesce collate collation column commit connect connection constraint constraints continue convert
  corresponding count create cross current current_date current_time current_timestamp current_user cursor date
  deallocate dec decimal declare default deferrable deferred delete desc describe descriptor diagnostics disconnect
  distinct domain double drop else end end-exec escape except exception exec execute exists external extract false
  fetch first float for foreign found from full get global go goto grant group having identity immediate in indicator
  initially inner input insensitive insert int integer intersect interval into is isolation join key language last
  leading left let level like limit local lower match max min missing module names national natural nchar next no not
  null nullif numeric octet_length of on only open option or order outer output overlaps pad partial pivot position
  precision prepare preserve primary prior privileges procedure public read real references relative remove restrict
  returning revoke right rollback rows schema scroll section select session session_user set sexp size smallint some
  space sql sqlcode sqlerror sqlstate string struct substring sum symbol system_user table temporary then time
  timestamp to trailing transaction translate translation trim true tuple undrop union unique unknown unpivot update
  upper usage user using value values varchar varying view when whenever where with work write zone
`;

export const KEYWORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));

/** Keywords that stand between two terms or before one. */
export const OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'is', 'in', 'like', 'between']);

/** Types that `IS` may ask for: what each is in DynamoDB, undefined for those that it cannot tell. */
export const TYPES: Readonly<Record<string, string | undefined>> = {
  bag: undefined,
  blob: 'B',
  bool: 'BOOL',
  boolean: 'BOOL',
  char: undefined,
  character: undefined,
  clob: undefined,
  date: undefined,
  decimal: undefined,
  double: undefined,
  float: undefined,
  int: undefined,
  int2: undefined,
  int4: undefined,
  int8: undefined,
  integer: undefined,
  integer2: undefined,
  integer4: undefined,
  integer8: undefined,
  list: 'L',
  missing: 'MISSING',
  null: 'NULL',
  numeric: 'N',
  real: undefined,
  sexp: undefined,
  smallint: undefined,
  string: 'S',
  struct: 'M',
  symbol: undefined,
  timestamp: undefined,
  tuple: 'M',
  varchar: undefined,
};
