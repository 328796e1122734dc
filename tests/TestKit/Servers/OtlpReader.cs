using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>Reads the body of an OTLP export. The numbers are the fields of opentelemetry-proto's <c>trace.proto</c>, <c>metrics.proto</c> and <c>logs.proto</c>.</summary>
internal static class OtlpReader
{
    public static IEnumerable<Span> Spans(ReadOnlyMemory<byte> export) =>
        from resource in Fields(export).Where(field => field.Number == 1)
        let service = Fields(resource.Bytes).Where(field => field.Number == 1).SelectMany(field => Tags(field.Bytes, 1)).FirstOrDefault(tag => tag.Key == "service.name").Value
        from scope in Fields(resource.Bytes).Where(field => field.Number == 2)
        from span in Fields(scope.Bytes).Where(field => field.Number == 2)
        select Span(service, span.Bytes);

    public static IEnumerable<LogRecord> Logs(ReadOnlyMemory<byte> export) =>
        from resource in Fields(export).Where(field => field.Number == 1)
        let service = Fields(resource.Bytes).Where(field => field.Number == 1).SelectMany(field => Tags(field.Bytes, 1)).FirstOrDefault(tag => tag.Key == "service.name").Value
        from scope in Fields(resource.Bytes).Where(field => field.Number == 2)
        from line in Fields(scope.Bytes).Where(field => field.Number == 2)
        select Log(service, line.Bytes);

    public static IEnumerable<Metric> Metrics(ReadOnlyMemory<byte> export) =>
        from resource in Fields(export).Where(field => field.Number == 1)
        from scope in Fields(resource.Bytes).Where(field => field.Number == 2)
        from metric in Fields(scope.Bytes).Where(field => field.Number == 2)
        let fields = Fields(metric.Bytes).ToList()
        from form in fields.Where(field => Enum.IsDefined((MetricForm)field.Number))
        select new Metric(Text(fields.Single(field => field.Number == 1).Bytes), (MetricForm)form.Number, Fields(form.Bytes).Any(field => field is { Number: 2, Value: 1 }));

    private static LogRecord Log(string service, ReadOnlyMemory<byte> line)
    {
        var fields = Fields(line).ToLookup(field => field.Number);
        var body = fields[5].Select(field => Fields(field.Bytes).FirstOrDefault()).Where(value => value.Number == 1).Select(value => Text(value.Bytes)).FirstOrDefault("");
        return new LogRecord(service, body, Hex(fields[9]), Hex(fields[10]), Tags(line, 6).DistinctBy(tag => tag.Key).ToDictionary(StringComparer.Ordinal));

        static string Hex(IEnumerable<Field> found) => found.Select(field => Convert.ToHexStringLower(field.Bytes.Span)).FirstOrDefault("");
    }

    private static Span Span(string service, ReadOnlyMemory<byte> span)
    {
        var fields = Fields(span).ToLookup(field => field.Number);
        return new Span(service, Text(fields[5].Single().Bytes), Convert.ToHexStringLower(fields[1].Single().Bytes.Span), Convert.ToHexStringLower(fields[2].Single().Bytes.Span),
            fields[7].Single().Value, fields[8].Single().Value, Tags(span, 9).DistinctBy(tag => tag.Key).ToDictionary(StringComparer.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, string>> Tags(ReadOnlyMemory<byte> owner, int number)
    {
        foreach (var tag in Fields(owner).Where(field => field.Number == number))
        {
            var parts = Fields(tag.Bytes).ToList();
            var value = Fields(parts.First(part => part.Number == 2).Bytes).FirstOrDefault();
            yield return KeyValuePair.Create(Text(parts.First(part => part.Number == 1).Bytes), value.Number switch
            {
                1 => Text(value.Bytes),
                3 => ((long)value.Value).ToString(CultureInfo.InvariantCulture),
                _ => "",
            });
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static IEnumerable<Field> Fields(ReadOnlyMemory<byte> message)
    {
        while (message.Length > 0)
        {
            var key = Varint(ref message);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return new Field(number, Varint(ref message), default);
                    break;
                case 1:
                    yield return new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span), default);
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref message);
                    yield return new Field(number, 0, message[..length]);
                    message = message[length..];
                    break;
                case 5:
                    message = message[4..];
                    break;
                default:
                    throw new FormatException($"Field {number} is of an unknown wire type.");
            }
        }
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[0];
            message = message[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private readonly record struct Field(int Number, ulong Value, ReadOnlyMemory<byte> Bytes);
}
