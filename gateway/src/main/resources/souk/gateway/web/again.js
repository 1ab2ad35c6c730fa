// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// While the shop's gateways are renewed, one may serve this page and another, of another version, be asked for what it is
// made of, which it has not got. Then the page is loaded again, once for each version of it in a tab: never in a circle.
{
  let going = false;

  const isFirstTime = (version) => {
    try {
      const key = `again ${version}`;
      if (sessionStorage.getItem(key)) return false;
      sessionStorage.setItem(key, "1");
      return true;
    } catch {
      // What can't be remembered can't be done only once.
      return false;
    }
  };

  const failed = ({ target }) => {
    const version = /\/assets\/([^/]+)\//.exec(target?.src ?? target?.href ?? "")?.[1];
    if (going || !version) return;
    if (isFirstTime(version)) {
      going = true;
      location.reload();
    } else if (target.localName === "script") {
      document.getElementById("app").textContent = "The shop is being renewed. Load this page again in a moment.";
    }
  };

  // Files that can't be had are told to the element only, on the way down.
  addEventListener("error", failed, true);
}
