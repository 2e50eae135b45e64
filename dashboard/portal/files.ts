/** How long a blob's address must last for the tab or download to have read it. */
const addressLasts = 60_000;

const addressOf = (file: Blob): string => {
  const address = URL.createObjectURL(file);
  setTimeout(() => URL.revokeObjectURL(address), addressLasts);
  return address;
};

export const saveFile = (file: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = addressOf(file);
  link.download = name;
  link.click();
};

/** Opens a file that has to be fetched with the token in a tab of its own; where the browser or an embedding page allows no
 *  tab, it saves the file. The tab is opened before the file is fetched, while the browser still takes it for the answer to
 *  the click.
 *  @throws what `fetched` throws */
export const openFile = async (fetched: Promise<Blob>, name: string): Promise<void> => {
  const tab = window.open('', '_blank');
  try {
    const file = await fetched;
    if (tab === null) saveFile(file, name);
    else tab.location.replace(addressOf(file));
  } catch (error) {
    tab?.close();
    throw error;
  }
};
