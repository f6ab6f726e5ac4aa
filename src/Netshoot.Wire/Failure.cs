namespace Netshoot.Wire;

/// <summary>
/// An expected failure that every layer can throw and every tool can print: what it was about, why it failed, and, where there is
/// one, the way out. Printed as <c>tool: subject: reason</c> and <c>tool: hint: …</c>.
/// </summary>
public sealed class Failure : Exception
{
    /// <param name="subject">What failed: a name the user gave, a file, an address. Empty when the reason says it all.</param>
    /// <param name="reason">Why, in the words of the original tool or of the kernel.</param>
    /// <param name="hint">What the user can do about it, or null.</param>
    /// <param name="errno">The kernel's error number (errno(3)), or 0 when no system call failed.</param>
    /// <param name="cause">The exception behind it, for debugging.</param>
    public Failure(string subject, string reason, string? hint = null, int errno = 0, Exception? cause = null)
        : base(subject.Length == 0 ? reason : $"{subject}: {reason}", cause)
    {
        Subject = subject;
        Reason = reason;
        Hint = hint;
        Errno = errno;
    }

    public string Subject { get; }

    public string Reason { get; }

    public string? Hint { get; }

    /// <summary>The kernel's error number (errno(3)); 0 when no system call failed.</summary>
    public int Errno { get; }
}
