/** Small files of pyarrow 26 with the types that no golden file has, in gzip: the reader unpacks them. */
function packed(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

/** Four rows, a column a type; the third row is missing. */
export const ODD_FEATHER: Uint8Array = packed(
  "H4sIAAAAAAACA+1aQWgcVRj+Z3Z2M8lu6li2dqE5LDaGHqqkaRqCtJpCD0ECllI1otDsJpvutpvNmt2NSS0SsEoOHnJQDFJwDzksopCDhyCIOX" +
    "jooWoPHiIEjOAhWMEoBWOzzfq/ee/tvvk7k6xtbUH2wZ99b/7v/e////f//7yZyckzZ1585QhABVupGSAMsrVACALgBxN72DQDDPzZ3KpU2O9B" +
    "pLOIt5B+MQFKSHmkAaQo0m9NAJ8hTSGdQgKk6wGABaQpJAvpfT9eQ2FFpDzSAFIU6ZYP4BpSFqmsIx9pAGlTA1hEuoJ0COkaiu1FYvr0/1WpoJ" +
    "K6hf2IuMYaLgOx0Xxiogttu80woPXhnymO38OwbQKvMzlIUdEvZADWy9xeXcjDZeELPtfP1gorazEeuhIWkL+i6EMxnUhFRRdj08ZaYUV3TcxD" +
    "F8BoLg09iGE6dG6628l+U/nEGOuXhWzcBhji+H1UtiVsSk/iPiJmtg65Z7dqcpc4PkjtY/qOjWTgz78ZX4eRbe4rhukmsllYjKSG8+cKvRDB+A" +
    "vh2C94HTifrbOB65S4DJPJOK7sF2vNUsZILJ9g9go5km+Wa35+j/sFNhWd+og8syqvkGXjQZRnCbtke12ROYd69ldseT4m7xRSuyKvRcobTY/H" +
    "8ky+hWTY64SUuFpUZD6zxX1X5HL1sIjLdjc946nzfByuyrXEHssWulOTHVH6Fu6GiRnShJpYON/iEapLP7uul8rk+di0uabAZBW5l5X+mu1zLU" +
    "Ljiu1zbjKVeBN/f0CMadus7XfDxQWOxXUnx+11i7uRwgRcKHPfDW5552iO+RP5lzlGc4v5TCGdZv0sYhY4LuCGi4+P27h5xFznuMfdcs3Oi1gW" +
    "lhHD9xVaI6LWyPoyKHRleZHI5CdSiRxsIL697J6bzDeTsXSBxf3GNvd51F4vbO9Lkx1hlthX8Lv57GJiGs6i/Fm+xl06HRdzWB3N5ScKw7j7Vx" +
    "C7VPb2bxyphPzVsncNjLE6WanFiWnHjBYKK/moKfPSqZwdd4C47js1uVGPWmWi7SZ6wBRLMlyaz3vMzQ+juTh8fIfX2A84znDDxVMZuIL8JY5p" +
    "stxqWmL4XCZxHg6jfWyPcGsq6wq+ndyfEN91rIdXC8vOqZBdN47L+sDud9s7r8fKwFVcp0PoObgLfiw1AtdFrWT42W13/ZoFPjcWsxOC6WZUs5" +
    "/r9w2f22KRWspsz+fOZXJoJaszAeHFWwqe5hPiWXrCOmLaeP0zXXO9pxtCyO/jmGa33Mj3dGeYsBs2xmfX+qyCj96NL+SEjQFhI7OQzSvttM7R" +
    "rjE2j/n/RqUWm21E58LRLnvHWZ0OiPV5rgZIrmo+uo4do0d6wAB+DmPntXmonddC2OOntZAtCXTD5lnV+t1SrdeWuDNFxF7KWLOU+xGQPm2W0t" +
    "dcsC3id6tSa8V/pe/e6v0s4rif/bd6i9Yn1uu7X731h6r35vOg6L1Yh96HPPT2eeg9IHQxlFV9RDd5XgBl/agH1iDzmlzs9Cnzpqan7N9698X0" +
    "sM94QPti1rEvmtC3nv2IeOjr32U/dI/9oC1E4kmvU395PfsGVP2/aar2POG0x2fY9a8YkFL24Niqnnz3sBqPRh12iSddiQf1HPtaHftgknkW+Y" +
    "0S/iHC7yX8PjJviPCThD9L+HOEv0j4S4S/QvhrhC8Z1TzTnHr2E/5pwp8j/HnCXyH8NdGZkfbrxH7dOb9E+Iu6sw5c02v3TdZuEPyK7tzHNcJf" +
    "J/LuCnYfiXOfc36EjKM+p3/7CL/f51xvyOfMmyTBZwl+lujnNZb6zhP5RYKXY+mfEll/kYyXyHiZ6LdC5K0R/Drxj2mQ/DKc+39ajGUdSxJ8lu" +
    "AXxfiAjAeCXzGc628SvgwkyY/6SX4Tfr/f6c9+wk+S+VnCnyP8eX/t7GrvD+GX/E571wl/w++sQ5GAUz85lmEQDRD7yLgz4NzP3oBTvz4iX46r" +
    "9Y3w5VjGyxSRN0PwM0Qea0+T+g4u9/3/+9j3gO2n9+ndxl7yjEfsH3hI/jWJX7zWr3cMz+Et8bLmOK+y8K/wdxoQdDk7RQY7/EGi1zfN7utQXP" +
    "Gpjh1xtZeTHc4Kt/DjbaZT0OVMpzb5jCZx+75998T21Y/2y+t0GYl7i1z/Y6XiaLBLk3KOta3+pMbs/vK9yVn+cvXCp28/OT/Qw59ACyeKPy+/" +
    "+sKv+266y1n1u8sJP1ucW3/5w+mD3Tdfqnw+990F4rB3Kjs3uM/m5d+tyr35ReaIXyHWYvFhR7zG4pVtgEuXgqSW6MqzGH02Y62VPL9pu9SjII" +
    "lFjeTK1HR9OJpjF9POa63Keyy350u/qA2yPsQ3Ppmf+f3rr2j+0Tih+WK/z06OT+Shdv6JRdPj9e43w2bOR+OpTGxiOmq/1Y0mExMJL/kH7k1+" +
    "PjGVF9LHJxMT9hKu9QY86sVudUTzqF9Q5zyd1POmOucr62lqPNI43a2pMbaTvT6PX033OeZ9X7uOJdsfQAHaTvYaHu8/jFq+jtQzX9YGq/quwb" +
    "S/8oQEalmcOeV79t49zkQpKuc61l2S18nzclK86CvR5+yg+/WVoPO5V557l0JOvMzHZKsTL58rGt+hG9+hG9+hG9+hG9+hG9+hG9+hG9+hG9+h" +
    "H8136CEMkJP2/xD+A/hLoklKKAAA",
)

/** The same in Parquet, without types that it does not have, and without the Arrow schema. */
export const ODD_PARQUET: Uint8Array = packed(
  "H4sIAAAAAAACA5VWS2gTQRiend1stkkssXamWVkwlGZoIS1t2gQPbcEepIYcipRSQWh306iRJK3ZxEctpRT05KF4sQfBnjyIB08iRbGIeNOzh4" +
    "IInlTwcfAgoXVm9pGmeRSHzezu/33fP/9rIVNnzg8hgDSkRZFCH2QkawAASH+KAMbBGlgRAJJQCIVSFAQdwFlr+3RRRSfqZNLgQanohWIPoGAP" +
    "6qnzK/oF+yk0SzwUG0WjTUhsvW2z7pL9fqRgK0IOCxqHwUAmshNp7BW9vzO29/BB1769QNUrrUkjr7c//uLwIBpsBMNPu1qceap02Z4kNI/ma6" +
    "rrS6Q2u1efXN3d3rFO/Ya+Ji/sfN4aK4Oa5dlt1gG/3YEBNNAgCpHuupFmL/ut09GN/b3lZWqNoVgU+Q7BkDkST4lOR0XL1eFDOcsATodgtYbd" +
    "qLueeZ8zb7LtFoXaUXt9YMc8tG69qNepGyMbrOU/H22uMS8/Xr9qPZ2SWkFxEJLN9JVMXkdhdpCEYEi8NJTIVVh4MELfysOxyMnU0xPhDsfkKQ" +
    "3H8mZupUPT7AZyY2KkzI3RWmOBG0ctI/e4kBiJBFK5Ksmco6R7LskKo20hk54z83ouF/FRgxK9yHYLD1Dcy/B8doGiMu3cRbZbaNhBjexljqY4" +
    "mmJogAVgZAvVZE0DxGFIymXNEoJITrEg4pJjsEL2ZnKZfKZQYkzZLBXL6RKSrOgF3XIqGBGQ0nhT6ZtkLC7mbMC0Aayomlo5ToCG2tWIDFReaU" +
    "TteAJPEOWchthEQDDaJ6sEsFQZF6pxIAdV3ghOLuACWSXJvihNgNHpFnRUUHZV/ASrVVyWxEnyQqg9xKVLDp01kdMNbJB1eDS9UKV/aUa3g2GN" +
    "d0N5Jx7lm02F63tDakK3S1mdFi4Zx+Pk9xESZ4C4YAbPkGeepgKrBc5QccVzgV5k3Uvuyq1bEbCzp1PHhdN4mrz0Vo/CPrVBdGww3VQ2lJaVPc" +
    "2HlW/OpFKpD8/iWfLhoJQoUD0LIaitda890oLuxve4rebABIRSTTauxIpxEk+SvwckWFJrRMDKiX8VXDCCR8gbX5OkAna5Bav9q3iVbPvJH19d" +
    "mXHQrRz+7scKUegN9IaX9OK1cqbUn15a6teLxcUb4euZopldLIRjiYHBgSH6FdIP8n8vEPMAMEX/L/wDcee/CjQIAAA=",
)

/** A stream as Arrow wrote it before version 0.15. */
export const LEGACY_STREAM: Uint8Array = packed(
  "H4sIAAAAAAACA21PMQ7CMAy8JE2JqgwZKtSRkSewka/AjFj4Dk/iATyFLTjWVQ0RluzzOT7beQJIqDYhYoRHkEzMOOEQFiQOjIAVz8zfpRRp9F" +
    "W/sKZS8YfyQWsJs+hH7HRi4j7j/unu0ld7R61YvCTOfI/Y88Kok+Cc6jNWm4RHvbb+4ca/OWzmm9wQA3EhHrr3IzERT0TbzLLNnlXX834/8Dn/" +
    "UITsuvss/XLd6l/gg4pBtAEAAA==",
)

/** 20 million rows of zeros in one run of a Parquet file of 219 bytes. */
export const PARQUET_BOMB: Uint8Array = packed(
  "H4sIAAAAAAACAy1PwQqCQBAdF1vES1KNtLCEBC0JKhkYHbp07yD9gYhQh9K07CZdu/UxfWCz0sA8hvdm5s2k+2OMJjo4OSBDGAFYEv6BgDOcB/j6vsfUwZFr" +
    "abgdEGrOMDQCmiJIYMqb/FRcMmSA9oJNjRxcLQsppAKJtkiAO4J4ZL3gtm6ntsryA/IHPQZkwmDnc6H6/WRDTbpSltvB0quy+vYo7mFeVWFW1+XTa4u6OZdX" +
    "b72JVlEspD7wQ5nSWz/uodCZ2wAAAA==",
)
