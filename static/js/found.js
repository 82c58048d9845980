// A private link that lost its # is looked for among our pages. The code goes behind the # again,
// where it is sent to nobody.
{
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const whole = decoded(decoded(location.pathname)) + location.hash;
  const [, place, rest = ""] = whole.match(/^\/(results|saved)([^a-z].*)?$/is) ?? [];
  const code = rest.replace(/^[/#]+/, "");
  if (place && (!code || rest.includes("#") || code.length > 20)) {
    location.replace(`/${place.toLowerCase()}/${code && `#${code}`}`);
  }
}
