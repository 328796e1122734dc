using System.Text;

namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>Writes a query: what is empty is left out.</summary>
internal static class Query
{
    public static string Of(string path, params (string Name, string? Value)[] values)
    {
        var text = new StringBuilder(path);
        var mark = '?';
        foreach (var (name, value) in values)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                text.Append(mark).Append(name).Append('=').Append(Uri.EscapeDataString(value.Trim()));
                mark = '&';
            }
        }

        return text.ToString();
    }
}
