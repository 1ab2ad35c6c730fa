// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// The stalls of the market: the API has no list of categories, so the shop window names those that it shows.
// A category that is not here can still be opened by its address.
export const STALLS = [
  { slug: "lamps", name: "Lamps", line: "Pierced by hand, so that light falls as stars.", picture: "pendant-fez-brass-stars-1" },
  { slug: "rugs", name: "Rugs", line: "Wool, winter and a good memory for patterns.", picture: "rug-konya-madder-medallion-4" },
  { slug: "ceramics", name: "Ceramics", line: "Bowls and tiles from eight towns of potters.", picture: "vase-iznik-cobalt-tulip-2" },
  { slug: "spices", name: "Spices", line: "Whole, ground, blended; named after where they grew.", picture: "saffron-threads-iran-5" },
  { slug: "tea", name: "Tea", line: "Leaves and blossoms for small glasses.", picture: "mint-meknes-garden-6" },
  { slug: "leather", name: "Leather", line: "Cut and stitched within sight of the tanneries.", picture: "babouches-fez-goat-saffron-plain-3" },
  { slug: "textiles", name: "Textiles", line: "Woven, printed, embroidered, tied and dyed.", picture: "cushion-margilan-silk-indigo-ikat-2" },
  { slug: "jewellery", name: "Jewellery", line: "Silver, gold, and stones that catch the evening.", picture: "pendant-tiznit-silver-turquoise-filigree-1" },
  { slug: "brassware", name: "Brassware", line: "Listen for the hammers, and follow them.", picture: "teapot-marrakech-brass-engraved-4" },
  { slug: "woodwork", name: "Woodwork", line: "Olive, walnut and cedar, with secrets in the lid.", picture: "box-damascus-walnut-marquetry-5" },
  { slug: "musical-instruments", name: "Instruments", line: "For long nights, and for those who play them.", picture: "oud-cairo-walnut-concert-inlaid-3" },
  { slug: "soap-and-oils", name: "Soap & oils", line: "Olive, laurel, rose; dried for nine months.", picture: "olive-nablus-lavender-6" },
];

/** The name of a category, whatever category it is. */
export function stallName(slug) {
  return STALLS.find((stall) => stall.slug === slug)?.name ?? slug.replaceAll("-", " ");
}

export const stallPicture = (stall) => `/pictures/${stall.slug}/${stall.picture}.svg`;
