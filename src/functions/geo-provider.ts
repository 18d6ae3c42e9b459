/** What a host knows about the place of an address; texts in the language asked for, where it has them. */
export interface Place {
  readonly country?: string;
  readonly countryCode?: string;
  readonly province?: string;
  readonly city?: string;
  readonly provider?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** Finds the place of an address in a database of the host's; undefined where it is not known. */
export type GeoProvider = (address: string, language: string | undefined) => Place | undefined;
