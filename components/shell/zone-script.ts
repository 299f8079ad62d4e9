export const ZONE_COOKIE = "recount.zone";

/**
 * Tells the server the browser's zone, before the first paint of every page, the sign-in page's too: pages behind it begin their days
 * where the viewer's do. A constant, as THEME_SCRIPT is. Names of zones are letters, digits and `_+-/`: all allowed in a cookie.
 */
export const ZONE_SCRIPT = `(function(){try{document.cookie="${ZONE_COOKIE}="+Intl.DateTimeFormat().resolvedOptions().timeZone+";path=/;max-age=31536000;samesite=lax"}catch(e){}})()`;
