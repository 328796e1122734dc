namespace PhStudio.Messaging.Contracts;

/// <summary>How a photo is named.</summary>
public static class PhotoForm
{
    /// <summary>The longest address.</summary>
    public const int MaxLength = 2048;

    /// <summary>Before the hash of a file that was uploaded with <c>POST /send</c> or <c>POST /bookings</c>.</summary>
    public const string Upload = "upload:";

    /// <summary>An address without a user name in it and without white space.</summary>
    public const string AddressPattern = "^" + Address + @"\z";

    /// <summary>The form of an address, in words.</summary>
    public const string AddressWords = "https://host/picture.jpg";

    /// <summary>An address, or an uploaded file by the SHA-256 of its content.</summary>
    public const string Pattern = "^(" + Address + "|upload:[0-9a-f]{64})" + @"\z";

    /// <summary>The form in words.</summary>
    public const string Words = AddressWords + ", or upload: and the SHA-256 of an uploaded file";

    private const string Address = @"https?://[^\s/@?#""<>]+([/?#][^\s""<>]*)?";
}
