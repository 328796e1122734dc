using System.Text;
using System.Text.Unicode;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>Reads a text file that a person wrote or exported.</summary>
public static class Utf8File
{
    /// <summary>
    /// The file's text without a byte-order mark: UTF-8, or UTF-16 and UTF-32 with theirs. Throws a <see cref="FormatException"/> for any other encoding, whose letters would be read as question marks.
    /// </summary>
    /// <param name="path">The file's path.</param>
    public static string Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var text = reader.ReadToEnd();
        return reader.CurrentEncoding.CodePage != Encoding.UTF8.CodePage || Utf8.IsValid(bytes) ? text : throw new FormatException("it is not UTF-8: save it in that encoding (a spreadsheet calls it CSV UTF-8)");
    }
}
