using System.Globalization;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>The TCP connections that a process made, read from Linux's own tables.</summary>
public static class ProcessConnections
{
    private const string Established = "01";
    private const string Listening = "0A";

    /// <summary>The ports of the servers that it is connected to now.</summary>
    public static IReadOnlyList<int> Servers(int processId)
    {
        var sockets = Directory.GetFiles($"/proc/{processId}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]).ToHashSet(StringComparer.Ordinal);
        var rows = new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{processId}/net/{table}").Skip(1)).Select(Row.Read).Where(row => sockets.Contains(row.Socket)).ToList();
        var own = rows.Where(row => row.State == Listening).Select(row => row.LocalPort).ToHashSet();
        return [.. rows.Where(row => row.State == Established && !own.Contains(row.LocalPort)).Select(row => row.RemotePort)];
    }

    private sealed record Row(int LocalPort, int RemotePort, string State, string Socket)
    {
        public static Row Read(string line)
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new Row(Port(columns[1]), Port(columns[2]), columns[3], columns[9]);
        }

        private static int Port(string address) => int.Parse(address[(address.LastIndexOf(':') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
