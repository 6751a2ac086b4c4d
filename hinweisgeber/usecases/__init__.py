"""What people do with the portal: one function per act, plain values in and out, the transaction last."""
