import { advice } from './example.ts';

/** Strings that are ordered although they are numbers or other quantities. */
export const helpsOfStrings = {
  'numbers-as-strings': [
    advice(
      "* | extend s = if(code > 300, '10', '9') | sort s",
      'try_cast(… as double)',
      "* | extend s = if(code > 300, '10', '9') | sort try_cast(s as double)",
    ),
  ],
  'quantities-as-strings': [
    advice(
      "* | extend s = if(code > 300, '10%', '9%') | sort s",
      "replace(…, '%', '')",
      "* | extend s = if(code > 300, '10%', '9%') | sort try_cast(replace(s, '%', '') as double)",
    ),
    advice(
      "* | extend s = if(code > 300, '10 MB', '9K') | sort s",
      'parse_data_size(…)',
      "* | extend s = if(code > 300, '10 MB', '9K') | sort parse_data_size(s)",
    ),
    advice(
      "* | extend s = if(code > 300, '10m', '9m') | sort s",
      'duration_seconds(…)',
      "* | extend s = if(code > 300, '10m', '9m') | sort duration_seconds(s)",
    ),
    advice(
      "* | extend s = if(code > 300, '1.2.2025', '2.1.2025') | sort s",
      "date_parse(…, '%d.%m.%Y')",
      "* | extend s = if(code > 300, '1.2.2025', '2.1.2025') | sort date_parse(s, '%d.%m.%Y')",
    ),
    advice(
      "* | extend s = if(code > 300, '$10', '$9.50') | sort s",
      'regexp_replace(…',
      "* | extend s = if(code > 300, '$10', '$9.50') | sort try_cast(regexp_replace(s, '[^-.0-9]', '') as double)",
    ),
  ],
} as const;
