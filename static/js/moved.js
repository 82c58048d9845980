// A place of this page that moved to a page of its own: the link of its name leads there.
{
  const leads = () => {
    const link = location.hash && document.getElementById(location.hash.slice(1));
    if (link?.localName === "a") location.replace(link.href);
  };
  addEventListener("hashchange", leads);
  leads();
}
